#!/usr/bin/env node
// The sources are TypeScript and run as they are: tsx strips the types, so there is no build to be stale.
import { register } from 'tsx/esm/api'

register()
await import('./main.ts')
