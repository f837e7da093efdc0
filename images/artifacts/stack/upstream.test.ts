import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { filesOf, partContext } from '../fixtures/part-context.ts'
import { serveDirectory } from '../fixtures/serve-directory.ts'
import { fakeElf, fakeRelease, writeTarball } from '../fixtures/tarball.ts'
import { fileKey, upstreamNames } from '../keys.ts'
import { obtainStack, type StackRequest, stackPins } from '../../providers/index.ts'
import { openLockFile } from '../lock/lock-file.ts'
import { memoryLock, type Pinned } from '../lock/lock.ts'
import { ArtifactStore } from '../store/store.ts'
import { sha256OfFile } from '../sum.ts'
import type { PartContext, StackPart } from './part.ts'
import { bundledRootlessKit, upstreamDocker, upstreamRootlessKit } from './upstream.ts'

let dir: string
let mirror: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'upstream-test-'))
	mirror = join(dir, 'mirror')
})
afterEach(() => rm(dir, { recursive: true }))

const context = (more?: Partial<PartContext>) => partContext(dir, more)

/** 27.5.1 without buildx, once: its two tarballs in the cache, and their pins. A busy machine takes its time for that. */
let fetched: string
let plain: StackPart
const pins: Record<string, Pinned> = {}
beforeAll(async () => {
	fetched = await mkdtemp(join(tmpdir(), 'upstream-test-'))
	await release('27.5.1', () => {}, join(fetched, 'mirror'))
	const lock = memoryLock()
	const { cache } = partContext(fetched)
	plain = await upstreamDocker(
		'27.5.1',
		partContext(fetched, { cache, store: new ArtifactStore({ cache, lock }) }),
	)
	for (const name of [upstreamNames.docker('27.5.1'), upstreamNames.extras('27.5.1')]) {
		const key = fileKey(name, 'x86_64')
		pins[key] = lock.pinned(key)!
	}
}, 120_000)
afterAll(() => rm(fetched, { recursive: true }))

/** Has the tarballs of 27.5.1 already, for what is asked of buildx alone. */
async function fetchedContext(more: Partial<PartContext> = {}, pinned: Record<string, Pinned> = {}) {
	await cp(join(fetched, 'cache/downloads'), join(dir, 'cache/downloads'), { recursive: true })
	const lock = memoryLock({ ...pins, ...pinned })
	const { cache } = context()
	return { lock, ...context({ cache, store: new ArtifactStore({ cache, lock }), ...more }) }
}

async function release(
	version: string,
	edit: (files: ReturnType<typeof fakeRelease>) => void = () => {},
	into = mirror,
) {
	const files = fakeRelease(version)
	edit(files)
	await writeTarball(join(into, `x86_64/docker-${version}.tgz`), files.docker)
	await writeTarball(join(into, `x86_64/docker-rootless-extras-${version}.tgz`), files.extras)
}

/** A release's buildx and its checksums, which may be those of another file. */
async function buildxOf(into: string, binary: Buffer, summed = binary, asset = 'checksums.txt') {
	const name = 'buildx-v0.20.0.linux-amd64'
	await mkdir(into, { recursive: true })
	await writeFile(join(into, name), binary)
	const sum = createHash('sha256').update(summed).digest('hex')
	await writeFile(join(into, asset), `${'0'.repeat(64)} *buildx-v0.20.0.linux-arm64\n${sum} *${name}\n`)
}

describe('upstream', () => {
	test('makes a docker part with the scripts of the extras, and a part of its RootlessKit', async () => {
		await release('27.5.1')
		await buildxOf(join(mirror), fakeElf('x86_64', 'buildx'))
		const docker = await upstreamDocker('27.5.1', context())
		expect(docker).toMatchObject({
			name: 'docker',
			directory: 'docker-27.5.1',
			program: 'dockerd',
			version: '27.5.1',
			cliPlugins: 'cli-plugins',
		})
		expect(docker.origins.map(({ part, version, source }) => [part, version, source])).toEqual([
			['docker', '27.5.1', 'file:docker-27.5.1.tgz'],
			['docker-rootless-extras', '27.5.1', 'file:docker-rootless-extras-27.5.1.tgz'],
			['buildx', '0.20.0', 'file:buildx-v0.20.0.linux-amd64'],
		])
		expect(docker.origins[0]?.sha256).toBe(await sha256OfFile(join(mirror, 'x86_64/docker-27.5.1.tgz')))
		expect(filesOf(docker, '/bin')).toEqual([
			...['containerd', 'containerd-shim-runc-v2', 'ctr', 'docker', 'docker-init', 'docker-proxy', 'dockerd'],
			...['dockerd-rootless-setuptool.sh', 'dockerd-rootless.sh', 'rootlesskit-docker-proxy', 'runc'],
		])
		expect(filesOf(docker, '/cli-plugins')).toEqual(['docker-buildx'])
		const rootlesskit = await bundledRootlessKit('27.5.1', context())
		expect(rootlesskit).toMatchObject({ program: 'rootlesskit', version: '2.3.2' })
		expect(filesOf(rootlesskit, '/bin')).toEqual(['rootlesskit'])
		// The same RootlessKit by its own version comes out of the same file.
		expect(await upstreamRootlessKit('2.3.2', context())).toEqual(rootlesskit)
	})

	test('does without buildx, and says so', () => {
		expect(plain.cliPlugins).toBeUndefined()
		expect(plain.notes?.[0]).toMatch(/^No buildx: buildx-v0.20.0.checksums.txt x86_64 is not available: /)
	})

	test('a lock that was made without buildx gives the same without it, and accepts none', async () => {
		const path = join(dir, 'lock.yaml')
		const lock = await openLockFile(path)
		for (const [key, pinned] of Object.entries(pins)) await lock.pin(key, pinned)
		await buildxOf(mirror, fakeElf('x86_64'))
		const { cache } = partContext(fetched)
		const frozen = new ArtifactStore({ cache, lock: await openLockFile(path, { frozen: true }) })
		const after = await upstreamDocker('27.5.1', context({ cache, store: frozen }))
		expect(after.image).toBe(plain.image)
		expect(after.notes?.[0]).toMatch(/^No buildx: .*has no entry for buildx-v0\.20\.0/)
	})

	test('a web page in place of buildx is an error, not a missing buildx', async () => {
		const pages = join(dir, 'pages')
		await mkdir(join(pages, 'x86_64'), { recursive: true })
		await buildxOf(join(pages, 'x86_64'), Buffer.from('<!doctype html><title>Log in</title>'))
		await using server = await serveDirectory(pages)
		const upstream = { mirrors: [mirror, server.url], publicAddresses: false }
		await expect(upstreamDocker('27.5.1', await fetchedContext({ upstream }))).rejects.toMatchObject({
			reason: 'html-page',
		})
	})

	test.each(['checksums.txt', 'buildx-v0.20.0.checksums.txt'])(
		'holds buildx to the %s of its release, and pins both',
		async (asset) => {
			await buildxOf(mirror, fakeElf('x86_64'), fakeElf('x86_64'), asset)
			const { lock, ...first } = await fetchedContext()
			expect((await upstreamDocker('27.5.1', first)).cliPlugins).toBe('cli-plugins')
			for (const key of ['buildx-v0.20.0.linux-amd64 x86_64', 'buildx-v0.20.0.checksums.txt x86_64'])
				expect(lock.pinned(key)).toBeDefined()
			await rm(join(mirror, asset))
			const again = { ...first, store: new ArtifactStore({ cache: first.cache, lock }) }
			expect((await upstreamDocker('27.5.1', again)).cliPlugins).toBeDefined()
		},
	)

	test('asks the lock for exactly what an estimate says beforehand', async () => {
		await release('27.5.1')
		await buildxOf(mirror, fakeElf('x86_64'))
		const path = join(dir, 'passt')
		await writeFile(path, fakeElf('x86_64', 'passt'))
		const request: StackRequest = {
			docker: { provider: 'upstream', version: '27.5.1' },
			rootlesskit: { provider: 'upstream', version: '2.3.2' },
			network: { driver: 'pasta', file: { path, sha256: await sha256OfFile(path) } },
		}
		const pinned: string[] = []
		const lock = { ...memoryLock(), pin: async (key: string) => void pinned.push(key) }
		const { cache } = context()
		await obtainStack(request, context({ cache, store: new ArtifactStore({ cache, lock }) }))
		expect([...new Set(pinned)].sort()).toEqual(stackPins(request, 'x86_64').sort())
	})

	test('a buildx that is not what its release says is an error', async () => {
		await buildxOf(mirror, fakeElf('x86_64', 'evil'), fakeElf('x86_64', 'buildx'))
		await expect(upstreamDocker('27.5.1', await fetchedContext())).rejects.toMatchObject({
			reason: 'wrong-sum',
		})
		await writeFile(join(mirror, 'checksums.txt'), `${'0'.repeat(64)} *buildx-v0.21.0.linux-amd64\n`)
		await expect(upstreamDocker('27.5.1', await fetchedContext())).rejects.toMatchObject({
			reason: 'wrong-sum',
			message: expect.stringContaining('has no checksum of buildx-v0.20.0.linux-amd64') as string,
		})
	})

	test('does not do without a buildx that is pinned', async () => {
		const pinned = { url: 'https://a.test/b', size: 1, sha256: 'a'.repeat(64) }
		const asked = await fetchedContext({}, { 'buildx-v0.20.0.linux-amd64 x86_64': pinned })
		await expect(upstreamDocker('27.5.1', asked)).rejects.toThrow('buildx-v0.20.0')
	})

	test('says what a tarball without dockerd has instead', async () => {
		await release('28.5.2', ({ docker }) => delete docker['docker/dockerd'])
		await expect(upstreamDocker('28.5.2', context())).rejects.toMatchObject({
			reason: 'missing-program',
			message: expect.stringMatching(/has no dockerd\. Looked in .*; found docker\/containerd, /) as string,
		})
	})

	test('27 needs RootlessKit’s proxy, 28 does not', async () => {
		const without = (version: string) =>
			release(
				version,
				({ extras }) =>
					delete (extras as Record<string, Buffer>)['docker-rootless-extras/rootlesskit-docker-proxy'],
			)
		await without('27.0.0')
		await without('28.5.2')
		await expect(upstreamDocker('27.0.0', context())).rejects.toThrow('has no rootlesskit-docker-proxy')
		expect((await upstreamDocker('28.5.2', context())).version).toBe('28.5.2')
	})

	test('finds binaries for another architecture before any VM starts', async () => {
		await release('28.5.2', ({ docker }) => (docker['docker/runc'] = fakeElf('aarch64')))
		await expect(upstreamDocker('28.5.2', context())).rejects.toMatchObject({
			reason: 'wrong-architecture',
			message: expect.stringContaining('is a program for aarch64; the guest is x86_64') as string,
		})
	})

	test('says where it looked for what is not there', async () => {
		await expect(upstreamDocker('27.5.1', context())).rejects.toMatchObject({
			reason: 'no-source',
			message: expect.stringContaining(`${join(mirror, 'x86_64/docker-27.5.1.tgz')} is not there`) as string,
		})
	})
})
