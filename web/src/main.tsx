import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './ui/global.css'
import { createRoot } from 'react-dom/client'
import { App } from './app/App'
import { firstLanguage, startI18n } from './i18n'

async function start() {
  await startI18n(firstLanguage())
  const root = document.getElementById('root')
  if (root) createRoot(root).render(<App />)
}

void start()
