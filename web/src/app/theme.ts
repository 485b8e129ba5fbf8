import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'
import type { MouseEvent } from 'react'
import { i18n } from '@/i18n'

const ocean: MantineColorsTuple = [
  '#e6f7fa',
  '#d3ecf1',
  '#a6d8e2',
  '#76c3d2',
  '#50b1c5',
  '#38a6bd',
  '#2397b0',
  '#0b7f98',
  '#0b7285',
  '#045d6e',
]

/** One look for all screens: calm, dense, system fonts (they hold Cyrillic and cost nothing to load). */
export const theme = createTheme({
  primaryColor: 'ocean',
  respectReducedMotion: true,
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  colors: { ocean },
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "JetBrains Mono", Menlo, monospace',
  defaultRadius: 'md',
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.2rem' }, h3: { fontSize: '1.05rem' } },
  },
  cursorType: 'pointer',
  components: {
    MenuDropdown: { defaultProps: { onClickCapture: backToButton } },
    TableScrollContainer: { defaultProps: { scrollAreaProps: { offsetScrollbars: 'present' } } },
    Modal: { defaultProps: () => ({ closeButtonProps: { 'aria-label': i18n.t('common:action.close') } }) },
    DatePickerInput: { defaultProps: () => ({ ariaLabels: ofCalendars() }) },
    DateTimePicker: {
      defaultProps: () => ({
        ariaLabels: ofCalendars(),
        timePickerProps: {
          hoursInputLabel: i18n.t('common:calendar.hours'),
          minutesInputLabel: i18n.t('common:calendar.minutes'),
        },
        submitButtonProps: { 'aria-label': i18n.t('common:calendar.done') },
      }),
    },
  },
})

/** A dialog gives the focus back to what had it when it opened: to a menu's button, since the item is gone by then. */
function backToButton({ target, currentTarget }: MouseEvent<HTMLElement>) {
  const item = (target as Element).closest('[data-menu-item]')
  if (!item || item.getAttribute('aria-disabled') === 'true') return
  document.getElementById(currentTarget.getAttribute('aria-labelledby') ?? '')?.focus({ preventScroll: true })
}

/** What the arrows of a calendar are called, by whichever step they go. */
function ofCalendars() {
  const [previous, next] = [i18n.t('common:calendar.earlier'), i18n.t('common:calendar.later')]
  return {
    previousMonth: previous,
    nextMonth: next,
    previousYear: previous,
    nextYear: next,
    previousDecade: previous,
    nextDecade: next,
  }
}

/** Coloured words, and those on a light tint of their colour, are darker than the library has them: they can be read at 4.5 : 1. */
export const variables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: Object.fromEntries(
    Object.keys(colors).flatMap((name) => [
      [`--mantine-color-${name}-light-color`, `color-mix(in srgb, var(--mantine-color-${name}-9), #000 30%)`],
      [`--mantine-color-${name}-text`, `color-mix(in srgb, var(--mantine-color-${name}-9), #000 15%)`],
    ]),
  ),
  dark: {},
})
