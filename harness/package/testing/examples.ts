import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

/** Writes the examples of a document, each under the name that its first line says, and returns those names. */
export async function writeExamples(document: string, directory: string): Promise<string[]> {
	const text = await readFile(join(root, document), 'utf8')
	const names: string[] = []
	for (const [, name = '', code = ''] of text.matchAll(/```js\n\/\/ (\S+\.mjs)\n([^]*?)```/g)) {
		const path = join(directory, name)
		await mkdir(dirname(path), { recursive: true })
		await writeFile(path, code)
		names.push(name)
	}
	return names
}
