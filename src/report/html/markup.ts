/** HTML as a value: contents of a template are escaped as text, unless they are HTML already. */

export class Markup {
  readonly html: string;
  constructor(html: string) {
    this.html = html;
  }
}

export type Content = string | number | undefined | Markup | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// HTML allows no NUL or other controls, not even escaped, except line breaks and tabs.
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

export const escaped = (text: string): string =>
  text.replace(CONTROLS, '\ufffd').replace(/[&<>"']/g, (character) => ENTITIES[character]!);

function rendered(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Markup) return content.html;
  if (typeof content === 'object') return content.map(rendered).join('');
  return escaped(String(content));
}

/** html`<b>${name}</b>`. Line breaks of a template come from its source, so their indentation is removed. */
export const html = ({ raw }: TemplateStringsArray, ...contents: readonly Content[]): Markup =>
  new Markup(
    raw
      .map(
        (text, at) => text.replace(/\s*\n\s*/g, '\n') + (at < contents.length ? rendered(contents[at]) : ''),
      )
      .join(''),
  );

/** The id that links use for a thing: it has no spaces. */
export const anchor = (what: 'table' | 'schema' | 'code' | 'accepted', name: string): string =>
  `${what}-${encodeURIComponent(name)}`;
