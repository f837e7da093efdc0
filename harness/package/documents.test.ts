import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** What only a clone has, and runs. */
const ofClone = /(^|\/)testing\/|\.test\.ts$|^(docs|checks|faults)\//

it('what a package says names no document as if it had it', async () => {
	const wrong: string[] = []
	for (const folder of ['harness', 'images', 'results', 'suites', 'vm']) {
		const names = await readdir(join(root, folder), { recursive: true })
		for (const name of names.filter((one) => one.endsWith('.ts') && !ofClone.test(one))) {
			const text = await readFile(join(root, folder, name), 'utf8')
			for (const [line] of text.matchAll(/^\s*(?!\/\/|\*|\/\*)\S.*(?<![\w/])docs\/[\w/-]+\.md.*$/gm))
				if (!/docs\/[\w/-]+\.md of the repository/.test(line)) wrong.push(`${folder}/${name}:${line}`)
		}
	}
	expect(wrong).toEqual([])
})
