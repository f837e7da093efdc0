import { Readable } from 'node:stream'
import { startConfined } from './confined.ts'
import { takeAllFiles } from './testing/index.ts'

const all = takeAllFiles()
let said = 'started'
try {
	startConfined(['true'], Readable.from([]))
} catch (error) {
	said = String(error)
}
all[Symbol.dispose]()
process.stdout.write(said)
