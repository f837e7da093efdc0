import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { snapshotObstacle } from './obstacle.ts'

it('a temporary directory that only root may enter is no place for the state of a QEMU that gave up root', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'rm-obstacle-'))
	try {
		const inside = join(dir, 'a/b')
		await mkdir(inside, { recursive: true, mode: 0o755 })
		expect(await snapshotObstacle(inside, 0)).toMatch(/may then not enter the temporary directory: TMPDIR/)
		expect(await snapshotObstacle(inside, 1000), 'who is no other user then').toBeUndefined()
		await chmod(dir, 0o711)
		expect(await snapshotObstacle(inside, 0)).toBeUndefined()
	} finally {
		await rm(dir, { recursive: true })
	}
})
