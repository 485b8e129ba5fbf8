import { Badge, Group, Text } from '@mantine/core'

/** The first tags, and how many more there are; all of them in the title. */
export function Tags({ tags, most = 1 }: { tags: string[]; most?: number }) {
  const others = tags.length - most
  return (
    <Group gap={4} wrap="nowrap" miw={0} {...(others > 0 ? { title: tags.join(', ') } : {})}>
      {tags.slice(0, most).map((tag) => (
        <Badge key={tag} variant="default" tt="none" fw={500} radius="sm">
          {tag}
        </Badge>
      ))}
      {others > 0 && (
        <Text size="xs" c="dimmed" className="numbers">
          +{others}
        </Text>
      )}
    </Group>
  )
}
