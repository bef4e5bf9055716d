/**
 * One file a kind and a transform reads well and starts slowly: the build joins them, so that a start opens a handful of
 * files instead of two hundred. Packages stay outside, and so do the parts that are loaded only when they are asked for.
 */
export default {
  input: {
    index: 'src/index.ts',
    'cli/main': 'src/cli/main.ts',
    'cli/writeSchema': 'src/cli/writeSchema.ts',
  },
  platform: 'node',
  external: /^[^./]/,
  // Chunks lie as deep as the entry, for package.json is looked up from where the code is.
  output: { dir: 'dist', format: 'esm', chunkFileNames: 'parts/[name].js' },
};
