/** The look of the diagrams. */
export const pictureStyle = `
.diagram .zoom { padding: 0 1rem .6rem; display: flex; gap: .4rem; font-size: .84rem; }
.canvas { overflow: auto; max-height: 78vh; border-top: 1px solid var(--line); padding: .5rem; }
.canvas svg { display: block; margin: 0 auto; max-width: 100%; height: auto; }
.canvas.sized svg { max-width: none; }
svg text { font-size: 10px; fill: var(--soft); white-space: pre; }
svg text.t { font-size: 10.6px; font-weight: 600; fill: var(--ink); }
svg text.k { fill: var(--ink); font-weight: 600; }
svg a { text-decoration: none; outline: none; }
svg .box rect { fill: var(--card); stroke: var(--soft); stroke-width: 1; }
svg .box path { stroke: var(--soft); stroke-opacity: .5; }
svg .tenant rect { stroke: var(--had); } svg .mixed rect { stroke: var(--reused); stroke-dasharray: 5 2; }
svg .reference rect { stroke: var(--exempt); stroke-dasharray: 1.5 2.5; } svg .root rect { stroke: var(--added); stroke-width: 2; }
svg .tenant .t { fill: var(--had); } svg .mixed .t { fill: var(--reused); } svg .reference .t { fill: var(--exempt); } svg .root .t { fill: var(--added); }
svg .far rect { fill: var(--page); stroke-opacity: .55; } svg .far .t { font-weight: 400; font-size: 10px; }
svg .box:hover rect, svg .box:focus-visible rect { fill: var(--hover); stroke-width: 2.2; }
svg .arrows path { fill: none; stroke: var(--soft); stroke-opacity: .55; stroke-width: 1; }
svg .arrows .tip { fill: var(--soft); stroke: none; fill-opacity: .8; }
svg .arrows g:hover path, svg .arrows g.near path { stroke: var(--accent); stroke-opacity: 1; } svg .arrows g:hover .tip, svg .arrows g.near .tip { fill: var(--accent); stroke: none; fill-opacity: 1; }
.legend .swatch { border: 1.5px solid var(--had); } .legend .mixed { border: 1.5px dashed var(--reused); } .legend .reference { border: 1.5px dotted var(--exempt); } .legend .root { border: 2px solid var(--added); }
`;
