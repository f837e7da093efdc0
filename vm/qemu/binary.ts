import { realpath, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** Which program a name on PATH, or a path, stands for today: another one, or a newer one, is another identity. */
export async function binaryIdentity(program: string): Promise<string> {
	const path = await which(program)
	const { size, mtimeMs } = await stat(path)
	return `${path} ${size} ${mtimeMs}`
}

async function which(program: string): Promise<string> {
	if (program.includes('/')) return realpath(program)
	for (const directory of (process.env.PATH ?? '').split(delimiter))
		try {
			return await realpath(join(directory, program))
		} catch {
			// Not in this directory.
		}
	return program
}
