import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { texts } from './texts.plugin.ts'

/** Where `npm run dev` finds a running `orderflow dev`. */
const backend = process.env.ORDERFLOW_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react(), texts()],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  html: { cspNonce: 'ORDERFLOW_NONCE' },
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    manifest: 'manifest.json',
  },
  server: {
    proxy: { '/api': backend, '/pay/': backend, '/buy/': backend, '/purchase/': backend, '/letters/frame': backend },
  },
})
