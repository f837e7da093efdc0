import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { runTool } from '#vm/host'
import type { Apt, DownloadedPackage, WantedPackage } from '../artifacts/apt/apt.ts'
import type { PackageVersion } from '../artifacts/apt/debian-names.ts'
import { Cache } from '../artifacts/cache.ts'
import { fakeRelease, writeTarball } from '../artifacts/fixtures/tarball.ts'
import { type Lock, memoryLock } from '../artifacts/lock/lock.ts'
import { ArtifactStore } from '../artifacts/store/store.ts'
import { sha256OfFile } from '../artifacts/sum.ts'
import type { PartContext } from '../artifacts/stack/part.ts'
import { obtainStack, stackPins, type StackRequest } from './index.ts'

/** Packages, upstream's files, and what was built of them: a part that two tests ask for is built once. */
let dir: string
beforeAll(async () => {
	dir = await mkdtemp(join(tmpdir(), 'resolve-test-'))
	const { docker, extras } = fakeRelease('27.5.1')
	await writeTarball(join(dir, 'docker-27.5.1.tgz'), docker)
	await writeTarball(join(dir, 'docker-rootless-extras-27.5.1.tgz'), extras)
})
afterAll(() => rm(dir, { recursive: true }))

let archive: PackageVersion[]
beforeEach(() => {
	archive = ['sid', 'trixie'].flatMap((suite) =>
		[
			...[
				['docker.io', suite === 'sid' ? '28.5.2-5' : '26.1.5-9'],
				['rootlesskit', `2.0.2-${suite}`],
			],
			...[
				['containerd', `1-${suite}`],
				['runc', `1-${suite}`],
				['tini', `1-${suite}`],
			],
			...[
				['slirp4netns', suite === 'sid' ? '1.3.3-1' : '1.2.1-1'],
				['libslirp0', `4-${suite}`],
			],
			['passt', suite === 'sid' ? '0.0~git20261002.cba3570-1' : '0.0~git20250503.587980c-2'],
		].map(([name = '', version = '']) => ({ name, version, suite })),
	)
})

/** An archive of packages with one program each, built when they are first asked for. */
const apt = {
	versions: async (name: string) => archive.filter((item) => item.name === name),
	download: (packages: readonly WantedPackage[]) => Promise.all(packages.map(builtOnce)),
} as unknown as Apt

const built = new Map<string, Promise<DownloadedPackage>>()
function builtOnce(wanted: WantedPackage): Promise<DownloadedPackage> {
	const key = `${wanted.name} ${wanted.version} ${wanted.suite}`
	const deb = built.get(key) ?? tinyDeb(wanted)
	built.set(key, deb)
	return deb
}

async function tinyDeb({ name, version, suite }: WantedPackage): Promise<DownloadedPackage> {
	const tree = join(dir, 'debs', `${name}_${version}`)
	const path = `${tree}.deb`
	await mkdir(join(tree, 'DEBIAN'), { recursive: true })
	await mkdir(join(tree, 'usr/lib/x'), { recursive: true })
	await mkdir(join(tree, 'usr/bin'), { recursive: true })
	const control = `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: A <a@b.test>\nDescription: x\n`
	await writeFile(join(tree, 'DEBIAN/control'), control)
	await writeFile(join(tree, 'usr/bin', name), `#!/bin/sh\n`)
	await chmod(join(tree, 'usr/bin', name), 0o755)
	await runTool(['dpkg-deb', '--root-owner-group', '-Znone', '--build', tree, path], {
		to: 'build a package',
		env: { SOURCE_DATE_EPOCH: '0' },
	})
	return { name, version, suite, path, sha256: await sha256OfFile(path) }
}

function context(lock: Lock = memoryLock()): PartContext {
	const cache = new Cache(join(dir, 'cache'))
	const upstream = { mirrors: [dir], publicAddresses: false }
	return { cache, apt, store: new ArtifactStore({ cache, lock }), upstream, arch: 'x86_64' }
}

const directories = async (request: StackRequest, lock?: Lock) =>
	(await obtainStack(request, context(lock))).map((part) => part.directory)

const debian = (version: string) => ({ provider: 'debian', version }) as const
const upstream = (version: string) => ({ provider: 'upstream', version }) as const

test.each<[string, StackRequest, string[]]>([
	[
		'all of one suite of Debian’s',
		{ docker: debian('28.5'), rootlesskit: 'bundled', network: { driver: 'slirp4netns' } },
		['docker.io-28.5.2-5', 'rootlesskit-2.0.2-sid', 'slirp4netns-1.3.3-1'],
	],
	[
		'all of upstream’s, with the slirp4netns of Debian 13',
		{ docker: upstream('27.5.1'), rootlesskit: 'bundled', network: { driver: 'slirp4netns' } },
		['docker-27.5.1', 'docker-rootless-extras-27.5.1', 'slirp4netns-1.2.1-1'],
	],
	[
		'upstream’s docker with Debian’s RootlessKit and passt',
		{
			docker: upstream('27.5.1'),
			rootlesskit: debian('2.0.2'),
			network: { driver: 'pasta', version: '2026_10_02' },
		},
		['docker-27.5.1', 'rootlesskit-2.0.2-sid', 'passt-0.0~git20261002.cba3570-1'],
	],
	[
		'Debian’s docker with upstream’s RootlessKit and a slirp4netns by version',
		{
			docker: debian('26.1'),
			rootlesskit: upstream('2.3.2'),
			network: { driver: 'slirp4netns', version: '1.3.3' },
		},
		['docker.io-26.1.5-9', 'docker-rootless-extras-27.5.1', 'slirp4netns-1.3.3-1'],
	],
	[
		'a Docker with an earlier one beside it',
		{
			docker: debian('28.5'),
			rootlesskit: 'bundled',
			network: { driver: 'slirp4netns' },
			upgradeFrom: debian('26.1'),
		},
		['docker.io-28.5.2-5', 'rootlesskit-2.0.2-sid', 'slirp4netns-1.3.3-1', 'docker.io-26.1.5-9'],
	],
])('combines %s', async (_, request, expected) => {
	const lock = memoryLock()
	const pinned: string[] = []
	const pin: Lock['pin'] = (key, what) => (pinned.push(key), lock.pin(key, what))
	expect(await directories(request, { ...lock, pin })).toEqual(expected)
	// What is not on this mirror, as buildx, is not pinned.
	const estimated = stackPins(request, 'x86_64').filter((key) => !key.startsWith('buildx'))
	expect([...new Set(pinned)].sort()).toEqual(estimated.sort())
})

test('a Docker that is upgraded from is a disk of another name, also where it is another cell’s own', async () => {
	const bundled = { rootlesskit: 'bundled', network: { driver: 'slirp4netns' } } as const
	const [own] = await obtainStack({ ...bundled, docker: debian('26.1') }, context())
	const request = { ...bundled, docker: debian('28.5'), upgradeFrom: debian('26.1') }
	const earlier = (await obtainStack(request, context())).at(-1)
	expect([own?.name, earlier?.name]).toEqual(['docker', 'upgradeFrom'])
	expect(await Promise.all([own, earlier].map((part) => labelOf(part?.image ?? '')))).toEqual([
		'docker',
		'upgradeFrom',
	])
	expect(earlier?.origins.map(({ part }) => part)).toContain('docker.io, upgraded from')
})

/** Of an ext4 file system: mount-stacks finds disks by it that have no serial number. */
async function labelOf(image: string): Promise<string> {
	const superblock = (await readFile(image)).subarray(1024, 2048)
	return superblock.subarray(120, 136).toString().replaceAll('\0', '')
}

test('the same lock gives the same stack when Debian has moved on', async () => {
	const lock = memoryLock()
	const request: StackRequest = {
		docker: debian('28.5'),
		rootlesskit: 'bundled',
		network: { driver: 'slirp4netns' },
	}
	const first = await directories(request, lock)
	archive = archive.map((item) => (item.suite === 'sid' ? { ...item, version: `${item.version}+b1` } : item))
	expect(await directories(request, lock)).toEqual(first)
	expect(await directories(request)).not.toEqual(first)
})

test('what this version has no way to get is `unsupported`, before anything is fetched', async () => {
	const request = { docker: debian('26.1'), rootlesskit: 'bundled', network: { driver: 'vpnkit' } } as const
	await expect(directories(request)).rejects.toMatchObject({
		reason: 'unsupported',
		message: expect.stringContaining('has no way to get vpnkit') as string,
	})
})

test('a directory is meant from the matrix file’s', async () => {
	const request = {
		docker: { provider: 'local', dir: 'such' },
		rootlesskit: 'bundled',
		network: { driver: 'slirp4netns' },
	} as const
	await expect(obtainStack(request, { ...context(), baseDir: '/no' })).rejects.toThrow(
		'/no/such is not there.',
	)
})
