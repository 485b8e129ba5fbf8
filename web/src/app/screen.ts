import { lazyRouteComponent } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { fetched } from '@/api/fetched'
import { fetchTexts } from '@/i18n'

/** A screen that is fetched when somebody goes there, at once with the areas of texts that it begins with. */
export function screen<Name extends string>(
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
  ...areas: string[]
) {
  const both = async () => {
    const [parts] = await Promise.all([load(), fetchTexts(areas)])
    return parts
  }
  return lazyRouteComponent(() => fetched(both), name)
}
