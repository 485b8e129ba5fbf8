import { Box } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** Stands above every screen of a demo school. */
export function DemoBar() {
  const { t } = useTranslation('common')
  return (
    <Box bg="#ffd43b" c="#1d1a00" px="md" fz="sm" ta="center" role="note" lh="28px" h={28} className="clipped">
      <b>{t('demo.name')}</b> {t('demo.text')}
    </Box>
  )
}
