import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SnapshotError } from '../snapshot-error.ts'

const memory = (dir: string) => join(dir, 'memory')
const sum = (dir: string) => join(dir, 'memory.sha256')

/** The disk in a fake snapshot's directory. */
export const fakeDisk = (dir: string): string => join(dir, 'disk.qcow2')

const sumOf = (content: Buffer) => createHash('sha256').update(content).digest('hex')

/** Leaves in a directory what {@link assertRestorable} takes. */
export async function saveFake(dir: string, name: string): Promise<void> {
	const content = Buffer.from(`the memory of ${name}\n`)
	await writeFile(memory(dir), content)
	await writeFile(sum(dir), sumOf(content))
	await writeFile(fakeDisk(dir), `the disk of ${name}\n`)
}

/** What is wrong with a fake snapshot's memory, in words. */
export async function fakeDamage(dir: string): Promise<string | undefined> {
	try {
		return sumOf(await readFile(memory(dir))) === (await readFile(sum(dir), 'utf8'))
			? undefined
			: 'its memory was changed'
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
		return 'its memory is missing'
	}
}

/** @throws SnapshotError */
export async function assertRestorable(dir: string): Promise<void> {
	const content = await readFile(memory(dir)).catch((cause: unknown) => {
		throw new SnapshotError(`There is no snapshot in ${dir}`, { cause })
	})
	if (content.length === 0) throw new SnapshotError(`The snapshot in ${dir} is empty`)
}
