import { defineConfig } from 'vitest/config'
import { texts } from './texts.plugin.ts'

export default defineConfig({
  plugins: [texts()],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
})
