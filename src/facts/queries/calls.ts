/** The function calls in an expression's tree. */
import { type Name, nameOf, strings } from '../../catalog/names.js';
import type { FuncCall, Node } from '../../grammar.js';
import { walk } from '../../catalog/walk.js';

export interface Call {
  readonly name: Name;
  readonly args: readonly Node[];
}

/** All calls in the tree, outermost first. */
export function callsIn(tree: unknown): Call[] {
  const out: Call[] = [];
  walk(tree, (field, node) => {
    if (field !== 'FuncCall') return;
    const { funcname, args = [] } = node as FuncCall;
    out.push({ name: nameOf(strings(funcname)), args });
  });
  return out;
}

/** The text of a constant, with or without a cast. */
export function textOf(node: Node | undefined): string | undefined {
  if (node && 'TypeCast' in node) return textOf(node.TypeCast.arg);
  return node && 'A_Const' in node ? node.A_Const.sval?.sval : undefined;
}

export interface SettingRead {
  readonly setting: string;
  /** `current_setting('x')` without `true` fails where the setting is not set. */
  readonly bare: boolean;
}

/** The settings that an expression reads. */
export const settingsReadBy = (tree: unknown): SettingRead[] =>
  callsIn(tree)
    .filter(({ name }) => name.name === 'current_setting')
    .flatMap(({ args: [setting, missing] }) => {
      const text = textOf(setting);
      return text === undefined ? [] : [{ setting: text, bare: missing === undefined }];
    });
