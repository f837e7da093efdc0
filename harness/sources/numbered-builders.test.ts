import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { transform } from 'esbuild'
import { expect, it } from 'vitest'

const repository = join(import.meta.dirname, '../..')

/** sha256 of what runs of a file: comments, types and layout are not part of it. */
async function codeOf(path: string): Promise<string> {
	const text = await readFile(join(repository, path), 'utf8')
	return (await transform(text, { loader: 'ts', target: 'node20', minifyWhitespace: true })).code
}

/**
 * What builds for minutes has a number in its key, not the sum of its code: most changes of that do not change what is built. Is
 * this red, then look whether what is built is another now; if so, raise `builder` in the first file. Write down what is found here.
 */
it.each([
	[
		'the base image',
		[
			'images/guest/base-image-key.ts',
			'images/guest/base-image.ts',
			'images/guest/guest-files.ts',
			'images/guest/overlay.ts',
			'images/host/mmdebstrap.ts',
		],
		'builder 2, code 2340c3f9efae',
	],
	[
		'the probe image',
		['images/probe/probe-image.ts', 'images/host/mmdebstrap.ts'],
		'builder 5, code aa77df746554',
	],
	[
		'a kernel that is compiled',
		['images/artifacts/built-kernel/built-kernel.ts', 'images/artifacts/built-kernel/compile.ts'],
		'builder 1, code f3a50f6611d7',
	],
])('the number of %s was looked at when its code was changed last', async (_, paths, wanted) => {
	const hash = createHash('sha256')
	for (const path of paths) hash.update(await codeOf(path))
	const number = /builder: (\d+)/.exec(await readFile(join(repository, paths[0]!), 'utf8'))?.[1]
	expect(`builder ${number}, code ${hash.digest('hex').slice(0, 12)}`).toBe(wanted)
})
