import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// Names without hashes: what is committed differs only where the page does. Browsers ask each time and are answered by the ETag.
export default defineConfig({
    base: './',
    plugins: [svelte()],
    build: {
        outDir: '../dist',
        emptyOutDir: true,
        target: 'es2022',
        modulePreload: false,
        cssCodeSplit: false,
        rollupOptions: {
            output: { entryFileNames: 'app.js', chunkFileNames: '[name].js', assetFileNames: 'app[extname]' },
        },
    },
    // `npm run dev` shows the data of a viewer or a server that runs already.
    server: { proxy: { '/q': { target: process.env.MLDASH_DEV_URL ?? 'http://localhost:7070' } } },
    // No file of tests leaves anything for another: a process for each would cost many times what is in it.
    test: { pool: 'threads', maxWorkers: 1, isolate: false },
});
