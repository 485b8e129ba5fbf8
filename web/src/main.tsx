import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './ui/global.css'
import { createRoot } from 'react-dom/client'
import { ApiError } from './api/problem'
import { App } from './app/App'
import { firstLanguage, startI18n } from './i18n'

async function start() {
  const root = document.getElementById('root')
  if (!root) return
  const texts = await startI18n(firstLanguage())
  // A screen that could not be fetched says so itself: that is no fault of the program.
  if (texts)
    createRoot(root, { onCaughtError: (error) => error instanceof ApiError || console.error(error) }).render(<App />)
  else root.textContent = 'Нет связи с сервером. Обновите страницу. — No connection to the server. Reload the page.'
}

void start()
