/** HTML as a value: what a template is given is text, and escaped, unless it is HTML already. */

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

// NUL and other controls have no place in HTML, not even escaped; a line break and a tab have.
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

/** html`<b>${name}</b>`. Line breaks of a template are those of its source, so their indentation is left out. */
export const html = ({ raw }: TemplateStringsArray, ...contents: readonly Content[]): Markup =>
  new Markup(
    raw
      .map(
        (text, at) => text.replace(/\s*\n\s*/g, '\n') + (at < contents.length ? rendered(contents[at]) : ''),
      )
      .join(''),
  );

/** What links name a thing by: an id has no spaces. */
export const anchor = (what: 'table' | 'schema' | 'code' | 'accepted', name: string): string =>
  `${what}-${encodeURIComponent(name)}`;
