import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { deadLinks } from './links.ts'
import { generatedPages } from './pages.ts'

const root = join(import.meta.dirname, '../..')

it('the pages of docs/reference that are made from the code are what the code says', async () => {
	for (const [path, text] of await generatedPages())
		expect(await readFile(join(root, path), 'utf8'), `${path}: run \`npm run docs\``).toBe(text)
})

it('the manual page is one that groff has nothing to say about', async () => {
	const groff = promisify(execFile)('groff', ['-man', '-ww', '-z', '-Tutf8', 'docs/rootless-matrix.1'], {
		cwd: root,
	})
	const missing = (error: NodeJS.ErrnoException) =>
		error.code === 'ENOENT' ? { stderr: '' } : Promise.reject(error)
	expect((await groff.catch(missing)).stderr).toBe('')
})

it('the manual page has the sections that a reader of manuals looks for', async () => {
	const page = await readFile(join(root, 'docs/rootless-matrix.1'), 'utf8')
	const section = (name: string) => page.split(/^\.SH /m).find((text) => text.startsWith(`${name}\n`)) ?? ''
	expect(section('EXIT STATUS').match(/^\.B (\d+)$/gm)).toEqual(['.B 0', '.B 1', '.B 2', '.B 3', '.B 130'])
	expect(section('ENVIRONMENT')).toMatch(/^\.B ROOTLESS_MATRIX_CACHE\n.*otherwise/m)
	expect(section('ENVIRONMENT')).not.toContain('_TEST_')
	expect(section('FILES')).toContain('rootless\\-matrix.lock.yaml')
	expect(section('SEE ALSO')).toContain('slirp4netns')
})

it('the README is read in one go', async () => {
	const lines = (await readFile(join(root, 'README.md'), 'utf8')).trimEnd().split('\n')
	expect(lines.length).toBeLessThanOrEqual(150)
})

it('no link between the documents leads nowhere', async () => {
	const docs = await readdir(join(root, 'docs'), { recursive: true })
	const files = [
		...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'vm/qemu/README.md'],
		...docs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
	].filter((path) => existsSync(join(root, path)))
	const dead: string[] = []
	for (const path of files) for (const link of await deadLinks(path, root)) dead.push(`${path}: ${link}`)
	expect(dead).toEqual([])
})

it('finds a link to a file or a heading that is not there, and none in code', async () => {
	const directory = await mkdtemp(join(tmpdir(), 'rm-links-'))
	try {
		await writeFile(join(directory, 'b.md'), '# One, and `two`\n')
		await writeFile(
			join(directory, 'a.md'),
			'[file](b.md) [heading](b.md#one-and-two) [gone](c.md) [no heading](b.md#three) [web](https://x.test) `[code](d.md)`\n',
		)
		expect(await deadLinks('a.md', directory)).toEqual(['c.md', 'b.md#three'])
	} finally {
		await rm(directory, { recursive: true, force: true })
	}
})
