import { register } from 'node:module'

// The sources are TypeScript and run as they are, in every process that imports this first, or with `node --import`.
process.setSourceMapsEnabled(true)
register('./hooks.js', import.meta.url)
