import { waitForCell } from './the-cell.ts'

// What vitest runs where checks may still be written: packages are read before the cell is known, and no check's source is.
await Promise.all([import('testcontainers'), import('ssh2'), import('zod'), import('semver')])
await waitForCell()
await import('./every-check.ts')
