import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { html } from '@codemirror/lang-html'
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorState, type Extension, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  keymap,
  lineNumbers,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react'
import { choices } from './completion'
import type { Help } from './queries'

export interface EditorHandle {
  /** Writes text where the cursor is. */
  insert: (text: string) => void
  /** Shows a line. */
  goTo: (line: number) => void
}

interface Props {
  value: string
  onChange: (text: string) => void
  language: 'html' | 'text'
  label: string
  help: Help | undefined
  /** Lines with a fault. */
  faulty: number[]
  readOnly: boolean
  ref?: Ref<EditorHandle>
}

/** The editor of a template's part, with completion of Liquid. In a chunk of its own: it is large. */
export function CodeEditor({ value, onChange, language, label, help, faulty, readOnly, ref }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const now = useRef({ onChange, help, readOnly })
  now.current = { onChange, help, readOnly }
  const first = useRef(value)
  first.current = value
  useEffect(() => {
    if (!host.current) return
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          basics(label),
          language === 'html' ? html({ autoCloseTags: true }) : [],
          EditorState.languageData.of(() => [
            { autocomplete: (context: CompletionContext) => complete(context, now.current.help) },
          ]),
          locked.of(lock(now.current.readOnly)),
          faults,
          EditorView.updateListener.of((update) => {
            if (update.docChanged) now.current.onChange(update.state.doc.toString())
          }),
        ],
      }),
    })
    view.current = editor
    return () => editor.destroy()
  }, [language, label])
  useEffect(() => {
    const editor = view.current
    if (editor && editor.state.doc.toString() !== value)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } })
  }, [value])
  useEffect(() => {
    view.current?.dispatch({ effects: locked.reconfigure(lock(readOnly)) })
  }, [readOnly])
  const lines = faulty.join()
  useEffect(() => {
    view.current?.dispatch({ effects: setFaults.of(lines === '' ? [] : lines.split(',').map(Number)) })
  }, [lines])
  useImperativeHandle(ref, () => ({
    insert: (text) => {
      const editor = view.current
      if (!editor) return
      editor.dispatch(editor.state.replaceSelection(text))
      editor.focus()
    },
    goTo: (line) => {
      const editor = view.current
      if (!editor) return
      const at = editor.state.doc.line(Math.min(Math.max(line, 1), editor.state.doc.lines)).from
      editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) })
      editor.focus()
    },
  }))
  return <div ref={host} style={{ height: '100%', minHeight: 0 }} />
}

const locked = new Compartment()

/** Whoever may not save does not type either: the text can be read, selected and copied. */
function lock(readOnly: boolean): Extension {
  return [
    EditorState.readOnly.of(readOnly),
    EditorView.editable.of(!readOnly),
    EditorView.contentAttributes.of({ 'aria-readonly': String(readOnly) }),
    EditorView.editorAttributes.of(readOnly ? { class: 'cm-locked' } : {}),
  ]
}

function complete(context: CompletionContext, help: Help | undefined): CompletionResult | null {
  const before = context.state.sliceDoc(Math.max(0, context.pos - 20_000), context.pos)
  const found = help && choices(before, help)
  if (!found) return null
  const from = context.pos - (before.length - found.from)
  return {
    from,
    validFor: /^[\w.]*$/,
    options: found.options.map(({ label, detail, kind }) => ({
      label,
      detail,
      type: kind === 'tag' ? 'keyword' : kind === 'filter' ? 'function' : 'variable',
    })),
  }
}

const setFaults = StateEffect.define<number[]>()
const faultyLine = Decoration.line({ class: 'cm-faulty' })

/** The lines with a fault, until the next word of the API. */
const faults = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { changes, effects, state }) {
    let next = marks.map(changes)
    for (const effect of effects) {
      if (!effect.is(setFaults)) continue
      const builder = new RangeSetBuilder<Decoration>()
      for (const line of [...new Set(effect.value)].sort((a, b) => a - b)) {
        if (line >= 1 && line <= state.doc.lines) {
          const at = state.doc.line(line).from
          builder.add(at, at, faultyLine)
        }
      }
      next = builder.finish()
    }
    return next
  },
  provide: (field) => EditorView.decorations.from(field),
})

const liquidMark = new MatchDecorator({
  regexp: /\{\{.*?\}\}|\{%.*?%\}/g,
  decoration: Decoration.mark({ class: 'cm-liquid' }),
})

const liquid = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = liquidMark.createDeco(view)
    }
    update(update: ViewUpdate) {
      this.decorations = liquidMark.updateDeco(update, this.decorations)
    }
  },
  { decorations: (plugin) => plugin.decorations },
)

/** Colours that follow the theme of the page. */
const colours = HighlightStyle.define([
  { tag: tags.tagName, color: 'var(--mantine-color-blue-text)' },
  { tag: tags.attributeName, color: 'var(--mantine-color-teal-text)' },
  { tag: tags.attributeValue, color: 'var(--mantine-color-dimmed)' },
  { tag: tags.comment, color: 'var(--mantine-color-dimmed)', fontStyle: 'italic' },
  { tag: tags.angleBracket, color: 'var(--mantine-color-dimmed)' },
])

function basics(label: string): Extension {
  return [
    EditorView.cspNonce.of(document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''),
    EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-multiline': 'true',
      tabindex: '0',
      spellcheck: 'false',
    }),
    EditorView.lineWrapping,
    lineNumbers(),
    history(),
    drawSelection(),
    bracketMatching(),
    syntaxHighlighting(colours),
    liquid,
    autocompletion({ icons: false }),
    keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
    look,
  ]
}

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', color: 'var(--mantine-color-text)' },
  '&.cm-focused': { outline: 'none' },
  '&.cm-locked': { backgroundColor: 'light-dark(var(--mantine-color-gray-1), var(--mantine-color-dark-5))' },
  '&.cm-locked .cm-cursor': { display: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.5', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--mantine-color-text)', paddingBottom: '3em' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-gutters': {
    backgroundColor: 'transparent',
    color: 'var(--mantine-color-placeholder)',
    border: 'none',
  },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--mantine-primary-color-light-hover) !important',
  },
  '.cm-liquid, .cm-liquid *': { color: 'var(--mantine-color-violet-text) !important', fontWeight: '500' },
  '.cm-faulty': {
    backgroundColor: 'var(--mantine-color-red-light)',
    boxShadow: 'inset 3px 0 var(--mantine-color-red-filled)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--mantine-color-body)',
    color: 'var(--mantine-color-text)',
    border: '1px solid var(--mantine-color-default-border)',
    borderRadius: '6px',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px !important' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--mantine-primary-color-light) !important',
    color: 'var(--mantine-color-text) !important',
  },
  '.cm-completionDetail': { color: 'var(--mantine-color-dimmed)', fontStyle: 'normal', marginLeft: '1em' },
})
