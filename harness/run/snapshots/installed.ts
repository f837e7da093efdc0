import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { SnapshotError } from '#vm'
import type { Installed } from '../stack/install.ts'

const installed = z.object({
	daemon: z.discriminatedUnion('state', [
		z.object({ state: z.literal('active') }),
		z.object({ state: z.enum(['refused', 'failed']), journal: z.string() }),
	]),
	programs: z.array(
		z.object({ name: z.string(), running: z.boolean(), path: z.string(), version: z.string() }),
	),
	setup: z.string(),
})

/** What was installed in the guest of a snapshot. @throws SnapshotError when the file says nothing of the kind. */
export async function readInstalled(dir: string): Promise<Installed> {
	const path = join(dir, 'installed.json')
	const text = await readFile(path, 'utf8')
	try {
		return installed.parse(JSON.parse(text))
	} catch (cause) {
		throw new SnapshotError(`${path} does not say what is installed`, { cause })
	}
}
