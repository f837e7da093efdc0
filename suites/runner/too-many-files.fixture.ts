import { takeAllFiles } from '#vm/host/testing'
import { startChild } from './child-process.ts'

const all = takeAllFiles()
const child = startChild({ path: import.meta.filename }, '/nonexistent', process.env)
child.send({ type: 'open' } as never)
const end = await child.ended({ deadline: 50_000, onEvent: () => undefined })
await child.kill()
all[Symbol.dispose]()
process.stdout.write(end.kind === 'died' ? `died: ${end.how}` : end.kind)
