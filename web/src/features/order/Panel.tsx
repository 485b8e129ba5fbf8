export { Panel, Row } from '@/ui/Panel'
