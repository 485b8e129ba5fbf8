import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  label: string
  /** What the address says. */
  value: string | undefined
  onChange: (words: string | undefined) => void
}

/** Words that narrow a list, a moment after they were typed; "/" leads there. */
export function SearchField({ label, value = '', onChange }: Props) {
  const { t } = useTranslation('common')
  const [text, setText] = useState(value)
  const input = useRef<HTMLInputElement>(null)
  const find = useDebouncedCallback((words: string) => onChange(words.trim() || undefined), 200)
  useEffect(() => setText(value), [value])
  useHotkeys([['/', () => input.current?.focus()]])
  const type = (words: string) => {
    setText(words)
    find(words)
  }
  return (
    <TextInput
      ref={input}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={text && <CloseButton size="sm" aria-label={t('action.reset')} onClick={() => type('')} />}
      value={text}
      onChange={(e) => type(e.currentTarget.value)}
      flex={{ base: '1 1 0', sm: '0 1 300px' }}
    />
  )
}
