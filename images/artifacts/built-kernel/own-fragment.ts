import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { ArtifactFault } from '../fault.ts'
import type { OwnFragment } from './kernel-config.ts'

/**
 * Reads a fragment of one's own.
 * @throws ArtifactFault when it cannot be read, or has another sum.
 */
export async function readOwnFragment(path: string, sha256: string): Promise<OwnFragment> {
	const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
		throw new ArtifactFault('missing-file', `${path}: cannot be read: ${cause.code ?? cause.message}.`, {
			hint: 'The path behind `built:SERIES+` is meant from the directory of the matrix file.',
		})
	})
	const sum = createHash('sha256').update(bytes).digest('hex')
	if (sum !== sha256)
		throw new ArtifactFault('wrong-sum', `${path}: expected the sha256 ${sha256}, found ${sum}.`, {
			hint: 'With other content it is another kernel: correct the sum in the matrix file if it is the right one.',
		})
	return { path, sha256, text: bytes.toString('utf8') }
}
