import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { installFakeLimactl } from './install.ts'

// `npm run fake-limactl -- DIRECTORY`: writes the fake limactl there, for LIMACTL to name it.
const directory = resolve(process.argv[2] ?? 'fake-limactl')
await mkdir(directory, { recursive: true, mode: 0o755 })
process.stdout.write(`${await installFakeLimactl(directory)}\n`)
