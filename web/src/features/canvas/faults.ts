import type { Fault } from './definition'
import { faultText } from './faultText'
import { useChecked } from './useCheck'
import { useEdited, useWords } from './useEditor'

const none: Fault[] = []

/** The faults of one block: those of a setting by its path, such as "params.template", and those of the block as a whole. */
export function useBlockFaults(id: string) {
  const found = useChecked().byBlock.get(id)
  const say = useSaying()
  return sorted((found?.faults ?? none).map(say), (found?.warnings ?? none).map(say), /^blocks\[\d+\]\.?/)
}

/** The faults that lie at a path of the definition, such as "triggers[0]". */
export function useFaultsAt(at: string) {
  const { faults, warnings } = useChecked()
  const say = useSaying()
  const here = (list: Fault[]) => list.filter((f) => f.path === at || f.path.startsWith(`${at}.`))
  return sorted(here(faults).map(say), here(warnings).map(say), new RegExp(`^${at.replace(/[[\]]/g, '\\$&')}\\.?`))
}

/** Puts the words of this page in place of the checker's. */
function useSaying(): (fault: Fault) => Fault {
  const words = useWords()
  const definition = useEdited((s) => s.doc.definition)
  return (fault) => ({ ...fault, detail: faultText(fault, definition, words) })
}

function sorted(faults: Fault[], warnings: Fault[], prefix: RegExp) {
  const inside = faults.map((f) => ({ fault: f, path: f.path.replace(prefix, '') }))
  const below = (path: string) =>
    inside.filter((f) => f.path === path || f.path.startsWith(`${path}.`) || f.path.startsWith(`${path}[`))
  return {
    /** What is said of a setting. */
    of: (path: string): string | undefined => below(path)[0]?.fault.detail,
    /** What is said of the parts of a rule, by their paths within it. */
    within: (path: string): Record<string, string> =>
      Object.fromEntries(below(path).map((f) => [f.path.slice(path.length).replace(/^\./, ''), f.fault.detail])),
    general: inside
      .filter((f) => f.path === '' || f.path === 'params' || f.path.startsWith('connections'))
      .map((f) => f.fault),
    warnings,
  }
}
