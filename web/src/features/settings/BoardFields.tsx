import { ActionIcon, Button, Checkbox, ColorInput, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Edit } from '@/ui/edit'
import { Sortable } from '@/ui/Sortable'
import { type BoardForm, newStage, palette, type StageDraft } from './board-form'

interface Props {
  edit: Edit<BoardForm>
  locked?: boolean
  /** New orders come here: that ends only when another board takes it over. */
  wasDefault?: boolean
}

/** The board's name and its stages in their order. */
export function BoardFields({ edit: { form, faults, set }, locked = false, wasDefault = false }: Props) {
  const { t } = useTranslation('settings')
  const change = (key: string, part: Partial<StageDraft>) =>
    set({ stages: form.stages.map((s) => (s.key === key ? { ...s, ...part } : s)) })
  return (
    <Stack maw={560}>
      <TextInput
        label={t('board.title')}
        required
        value={form.title}
        error={faults.title}
        onChange={(e) => set({ title: e.currentTarget.value })}
        maxLength={200}
      />
      <Checkbox
        label={t('board.default')}
        description={wasDefault ? t('board.default_stays') : t('board.default_help')}
        disabled={wasDefault}
        checked={form.default}
        onChange={(e) => set({ default: e.currentTarget.checked })}
      />
      <div>
        <Text size="sm" fw={500}>
          {t('board.stages')}
        </Text>
        <Text size="xs" c="dimmed" mb={4}>
          {t('board.stages_help')}
        </Text>
        <Sortable
          items={form.stages}
          keyOf={(stage) => stage.key}
          nameOf={(stage) => stage.title || t('board.untitled')}
          onChange={(stages) => set({ stages })}
          locked={locked}
        >
          {(stage, i) => (
            <>
              <ColorInput
                aria-label={t('board.color', { stage: stage.title })}
                value={stage.color}
                onChange={(color) => change(stage.key, { color })}
                swatches={palette}
                swatchesPerRow={9}
                format="hex"
                withEyeDropper={false}
                w={{ base: 44, xs: 112 }}
                flex="0 0 auto"
                size="sm"
                error={faults[`stages.${i}.color`]}
              />
              <TextInput
                aria-label={t('board.stage_title')}
                placeholder={t('board.stage_title')}
                value={stage.title}
                error={faults[`stages.${i}.title`]}
                onChange={(e) => change(stage.key, { title: e.currentTarget.value })}
                maxLength={200}
                flex={1}
              />
              {!locked && form.stages.length > 1 && (
                <Tooltip label={t('board.drop')}>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t('board.drop_named', { stage: stage.title || t('board.untitled') })}
                    onClick={() => set({ stages: form.stages.filter((s) => s.key !== stage.key) })}
                  >
                    <IconTrash size={16} />
                  </ActionIcon>
                </Tooltip>
              )}
            </>
          )}
        </Sortable>
        {!locked && (
          <Button
            mt="sm"
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlus size={14} />}
            onClick={() => set({ stages: [...form.stages, newStage(form.stages)] })}
            disabled={form.stages.length >= 50}
          >
            {t('board.add_stage')}
          </Button>
        )}
      </div>
    </Stack>
  )
}
