import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const probe = join(import.meta.dirname, 'rootfs/probe')

/**
 * Once the program behind a connection has ended, socat gives what is still on its way half a second without -t: of 3,000,000
 * bytes 2,953,216 came to a client that stood still for two, and socat said "inactivity timeout triggered".
 */
it('every server says how long an answer may stand still once its program has ended', async () => {
	const scripts = await Promise.all((await readdir(probe)).map((name) => readFile(join(probe, name), 'utf8')))
	const servers = scripts.flatMap((text) => text.split('\n')).filter((line) => /socat .*,fork/.test(line))
	expect(servers).toHaveLength(3)
	for (const line of servers) expect(line).toMatch(/ -T 20 -t 20 /)
})
