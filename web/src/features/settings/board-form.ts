import type { Schemas } from '@/api/client'

export type Board = Schemas['Board']

/** A column as it stands in the form; the key stays while its title changes. */
export interface StageDraft {
  key: string
  id?: number
  title: string
  color: string
}

export interface BoardForm {
  title: string
  default: boolean
  stages: StageDraft[]
}

export function asForm({ title, default: first, stages }: Board): BoardForm {
  return {
    title,
    default: first,
    stages: stages.map(({ id, title, color }) => ({ key: `stage-${id}`, id, title, color })),
  }
}

/** Calm colours for stages, the next one for each new stage. */
export const palette = [
  '#868e96',
  '#228be6',
  '#15aabf',
  '#12b886',
  '#82c91e',
  '#fab005',
  '#fd7e14',
  '#e64980',
  '#7950f2',
]

export function newStage(stages: StageDraft[]): StageDraft {
  return { key: crypto.randomUUID(), title: '', color: palette[stages.length % palette.length] ?? '' }
}

export function stageSpecs(stages: StageDraft[]): Schemas['StageSpec'][] {
  return stages.map(({ id, title, color }) => ({ ...(id ? { id } : {}), title, color }))
}
