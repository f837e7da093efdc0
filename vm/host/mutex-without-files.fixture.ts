import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { holdMutex } from './mutex.ts'
import { takeAllFiles } from './testing/index.ts'

const path = process.argv[2]!
await mkdir(dirname(path), { recursive: true })
const all = takeAllFiles()
const said = await holdMutex(path).then(() => 'held', String)
all[Symbol.dispose]()
process.stdout.write(said)
