import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FetchedCell, FetchOptions } from '#harness/run'
import { Cache } from '#images'
import { cliInMemory } from '../../testing/fake-ambient.ts'

const matrix = `schemaVersion: 1
name: mine
mirrors: [files, https://matrix.test/docker]
daemons: { default: {}, shut: { icc: false } }
axes:
  kernel: debian:6.12
  brNetfilter: loaded
  docker: upstream:27.5.1
  rootlesskit: bundled
  network: slirp4netns
  portDriver: builtin
coverage: list
cells: [{ daemon: default }, { daemon: shut }]
`

let dir: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'fetch-verb-'))
	await writeFile(join(dir, 'm.yaml'), matrix)
})
afterEach(() => rm(dir, { recursive: true }))

type State = FetchedCell extends infer C ? (C extends FetchedCell ? Omit<C, 'id' | 'slug'> : never) : never

async function fetch(state: State, ...flags: string[]) {
	const asked: FetchOptions[] = []
	const fetchPlan = async (options: FetchOptions) => {
		asked.push(options)
		options.onNote('Downloading docker-27.5.1.tgz')
		options.onProgress?.({ key: 'docker-27.5.1.tgz', received: 4096, total: 4096 })
		const cells = options.plan.cells.map(({ id, slug }) => ({ id, slug, ...state }))
		return { cells, used: new Set<string>() }
	}
	const argv = ['fetch', '--matrix', join(dir, 'm.yaml'), ...flags]
	const ended = await cliInMemory(argv, { fetchPlan, cacheDirectory: async () => '/cache' })
	return { ...ended, asked: asked[0] }
}

const gone: State = { state: 'unavailable', reason: 'https://x.test/ answered 404.', hint: 'Name a mirror.' }

test.each([
	[{ state: 'ready' }, 0],
	[gone, 1],
	[{ state: 'error', reason: 'wrong sum' }, 3],
] as [State, number][])('%j is exit code %i', async (state, code) => {
	expect((await fetch(state)).code).toBe(code)
})

test('shows what comes, and says a reason once for all cells that it concerns', async () => {
	const { stdout, stderr } = await fetch(gone)
	expect(stderr).toBe('')
	expect(stdout).toMatchInlineSnapshot(`
		"[ 0:00] Downloading docker-27.5.1.tgz
		[ 0:00] docker-27.5.1.tgz: 4.0 KiB, all of it

		0 of 2 cells have all that they need in /cache.

		unavailable: https://x.test/ answered 404.
		  Name a mirror.
		  - k6.12-loaded-docker27.5.1-slirp4netns-builtin-default
		  - k6.12-loaded-docker27.5.1-slirp4netns-builtin-shut
		"
	`)
})

test('the command line’s mirrors come first; the lock lies beside the matrix, whose directory paths are meant from', async () => {
	const { asked } = await fetch(
		{ state: 'ready' },
		'--mirror',
		'/srv',
		'--mirror',
		'http://a.test',
		'--frozen',
	)
	expect(asked?.artifacts).toEqual({
		mirrors: ['/srv', 'http://a.test', join(dir, 'files'), 'https://matrix.test/docker'],
		frozen: true,
		baseDir: dir,
		lockPath: join(dir, 'rootless-matrix.lock.yaml'),
	})
	expect(asked).toMatchObject({ jobs: undefined })
	expect((await fetch({ state: 'ready' }, '--jobs', '5')).asked?.jobs).toBe(5)
})

test('with --json prints nothing but the cells on standard output', async () => {
	const { stdout, stderr } = await fetch(gone, '--json')
	expect(JSON.parse(stdout)).toMatchObject({ cells: [gone, gone] })
	expect(stderr).toContain('docker-27.5.1.tgz')
})

test.each([
	[['--pull-cache', 'ftp://u:secret@x.test/y'], '--pull-cache takes dir:PATH or oci://HOST/NAMESPACE'],
	[['--push-cache', 'dir:'], "--push-cache takes dir:PATH or oci://HOST/NAMESPACE, not 'dir:'"],
	[['--insecure'], '--insecure says how to speak to the store'],
	[['--push-cache', 'dir:/nonexistent'], 'the store dir:/nonexistent cannot be used'],
])('%j fetches nothing, and is told why', async (flags, words) => {
	const { code, stderr, asked } = await fetch({ state: 'ready' }, ...flags)
	expect([code, asked]).toEqual([2, undefined])
	expect(stderr).toContain(words)
	expect(stderr).not.toContain('secret')
})

test('--push-cache stores what the cells use, and another cache is filled from there', async () => {
	const [from, to] = [new Cache(join(dir, 'from')), join(dir, 'store')]
	await mkdir(to)
	const inputs = { of: 'a probe' }
	const build = (into: string) => writeFile(join(into, 'probe.tar'), 'probe')
	await from.entry({ kind: 'probe', inputs, build })
	const fetchPlan = async ({ artifacts }: FetchOptions) => {
		if (artifacts?.origin)
			await artifacts.origin.pull({ kind: 'probe', name: 'f'.repeat(24) }, join(dir, 'x'), {})
		return { cells: [], used: from.used }
	}
	const services = { fetchPlan, cacheDirectory: async () => from.root }
	const argv = ['fetch', '--matrix', join(dir, 'm.yaml'), '--push-cache', `dir:${to}`]
	const pushed = await cliInMemory(argv, services)
	expect(pushed.stdout).toContain(`Stored in dir:${to}: 1 file of the cache, 1 of them new.`)
	expect(await readdir(join(to, 'names/cache'))).toEqual([expect.stringMatching(/^cache\.probe\./)])
	const gone = await cliInMemory([...argv, '--pull-cache', 'dir:/nonexistent'], services)
	expect([gone.code, gone.stdout]).toEqual([
		0,
		expect.stringContaining(
			'Nothing is taken from dir:/nonexistent any more: the store dir:/nonexistent cannot',
		),
	])
})
