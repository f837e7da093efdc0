import { takeAllFiles } from '#vm/host/testing'
import { damageOf } from './manifest.ts'

const all = takeAllFiles()
const [answer] = await Promise.allSettled([damageOf(process.argv[2] ?? '')])
all[Symbol.dispose]()
process.stdout.write(
	answer.status === 'fulfilled' ? `damage: ${String(answer.value)}` : `error: ${String(answer.reason)}`,
)
