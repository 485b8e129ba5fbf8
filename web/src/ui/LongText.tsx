import { Textarea, type TextareaProps } from '@mantine/core'

interface Props extends Omit<TextareaProps, 'onChange' | 'autosize' | 'minRows' | 'maxRows' | 'rows'> {
  value: string
  onChange: (text: string) => void
  /** How many lines it has at least: 2 unless told. */
  rows?: number
}

/** A field for several lines: as high as what is written in it, up to where it scrolls. */
export function LongText({ onChange, rows = 2, ...rest }: Props) {
  return (
    <Textarea
      autosize
      minRows={rows}
      maxRows={Math.max(10, 4 * rows)}
      {...rest}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
