import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { AnchorLink } from '@/ui/links'
import { Failure, Loading } from '@/ui/states'
import { templates } from './queries'
import { TemplateEditor } from './TemplateEditor'

/** One template, in both languages. */
export function TemplatePage() {
  const { t } = useTranslation('letters')
  const { code } = useParams({ from: '/inside/letters/templates/$code' })
  const { title } = useSearch({ from: '/inside/letters/templates/$code' })
  const list = useQuery(templates)
  const saved = (list.data ?? []).filter((x) => x.code === code)
  return (
    <>
      <AnchorLink to="/letters/templates" size="sm" c="dimmed">
        ← {t('all_templates')}
      </AnchorLink>
      {list.isPending && <Loading />}
      {list.error && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data && <TemplateEditor key={code} code={code} saved={saved} title={title ?? ''} />}
    </>
  )
}
