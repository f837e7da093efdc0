import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { otherFolders } from './list.ts'

const clone = join(import.meta.dirname, '../../..')

/** Where the cache's directory is called no more than `root`. */
const ofCache = /^images\/artifacts\/(?:(?:cache|locks|quarantine)\.ts|inventory\/)/

async function sources(): Promise<{ readonly path: string; readonly text: string }[]> {
	const found: { path: string; text: string }[] = []
	for (const folder of ['harness', 'images', 'suites'])
		for (const name of await readdir(join(clone, folder), { recursive: true })) {
			const path = `${folder}/${name}`
			if (!/\.ts$/.test(path) || /\.(?:test|fixture)\.ts$|\/(?:testing|fixtures|faults)\//.test(path))
				continue
			found.push({ path, text: await readFile(join(clone, path), 'utf8') })
		}
	return found
}

const each = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].flatMap(([, name]) => name ?? [])

it('every folder that the code makes in the cache is one of entries, or known to be none', async () => {
	const [folders, kinds] = [new Set<string>(), new Set<string>()]
	for (const { path, text } of await sources()) {
		for (const name of each(text, /join\(\s*[\w.#]*(?:cacheRoot|cacheDir|cache\.root),\s*['`]([\w-]+)/g))
			folders.add(name)
		if (ofCache.test(path))
			for (const name of each(text, /join\((?:this\.)?root,\s*['`]([\w-]+)/g)) folders.add(name)
		if (/cache\.entry\(\{/.test(text))
			for (const name of each(text, /^\s*kind: '([\w-]+)',$/gm)) kinds.add(name)
		// Of snapshots, which several files name.
		for (const name of each(text, /^export const KIND = '([\w-]+)'/gm)) kinds.add(name)
	}
	expect([...kinds].sort()).toEqual([
		...['base', 'busybox', 'disks', 'initrd', 'kernels', 'modules', 'parts', 'probe', 'snapshots', 'sources'],
	])
	expect([...folders]).toEqual(
		expect.arrayContaining(['accelerator', 'apt', 'apt-backports', 'downloads', 'locks', 'scratch']),
	)
	const unknown = [...folders].filter((name) => !otherFolders.includes(name) && !kinds.has(name))
	expect(unknown).toEqual([])
	expect(otherFolders.filter((name) => kinds.has(name))).toEqual([])
})
