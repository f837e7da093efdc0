import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runTool } from '#vm/host'
import type { PackageVersion } from '../apt/debian-names.ts'
import { Cache } from '../cache.ts'
import { memoryLock } from '../lock/lock.ts'
import { sha256OfFile } from '../sum.ts'
import { kernelSource } from './source-package.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'kernel-source-'))))
afterEach(() => rm(dir, { recursive: true }))

const archive: PackageVersion[] = ['6.12.107-1', '6.12.94-1'].map((version) => ({
	name: 'linux-source-6.12',
	version,
	suite: 'trixie',
}))
const versions = async (name: string) => archive.filter((item) => item.name === name)
const context = (more: object = {}) => ({
	arch: 'x86_64' as const,
	cache: new Cache(join(dir, 'cache')),
	apt: { versions, configPath: join(dir, 'apt.conf') },
	...more,
})

/** An archive in a directory, with the newest of the two, and an apt that knows no other. */
async function tinyArchive(): Promise<string> {
	const repository = join(dir, 'repository')
	await mkdir(join(dir, 'tree/DEBIAN'), { recursive: true })
	const control =
		'Package: linux-source-6.12\nVersion: 6.12.107-1\nArchitecture: all\nMaintainer: A <a@b.test>\nDescription: x\n'
	await writeFile(join(dir, 'tree/DEBIAN/control'), control)
	await mkdir(repository)
	const deb = join(repository, 'source.deb')
	await runTool(['dpkg-deb', '--build', join(dir, 'tree'), deb], { to: 'build a package' })
	const [sum, { size }] = [await sha256OfFile(deb), await stat(deb)]
	await writeFile(
		join(repository, 'Packages'),
		`${control}Filename: ./source.deb\nSize: ${size}\nSHA256: ${sum}\n`,
	)
	for (const name of ['state/lists/partial', 'cache/archives/partial', 'parts'])
		await mkdir(join(dir, name), { recursive: true })
	await writeFile(join(dir, 'state/status'), '')
	await writeFile(join(dir, 'sources.list'), `deb [trusted=yes] copy:${repository} ./\n`)
	const settings = {
		'Dir::State': join(dir, 'state'),
		'Dir::State::status': join(dir, 'state/status'),
		'Dir::Cache': join(dir, 'cache'),
		'Dir::Etc::SourceList': join(dir, 'sources.list'),
		'Dir::Etc::SourceParts': join(dir, 'parts'),
		'Dir::Etc::Parts': join(dir, 'parts'),
		'APT::Sandbox::User': 'root',
	}
	const lines = Object.entries(settings).map(([name, value]) => `${name} "${value}";\n`)
	await writeFile(join(dir, 'apt.conf'), lines.join(''))
	await runTool(['apt-get', 'update'], { to: 'read it', env: { APT_CONFIG: join(dir, 'apt.conf') } })
	return sum
}

test('the newest of the series comes through apt, once, and is pinned', async () => {
	const sum = await tinyArchive()
	const lock = memoryLock()
	const said: string[] = []
	const log = (message: string) => void said.push(message)
	for (const options of [{}, { offline: true }]) {
		const found = await kernelSource('6.12', context({ store: { lock }, log }), options)
		expect(found).toMatchObject({ version: '6.12.107-1', suite: 'trixie', sha256: sum })
		expect(await readFile(found.path)).toEqual(await readFile(join(dir, 'repository/source.deb')))
	}
	expect(said).toEqual(['Downloading linux-source-6.12=6.12.107-1'])
	const key = 'debian linux-source 6.12 amd64'
	expect(lock.pinned(key)).toMatchObject({ packages: [{ sha256: sum }] })
})

test('another package than the pinned one is not used', async () => {
	await tinyArchive()
	const key = 'debian linux-source 6.12 amd64'
	const lock = memoryLock({ [key]: { packages: [{ ...archive[0]!, sha256: 'f'.repeat(64) }] } })
	await expect(kernelSource('6.12', context({ store: { lock } }))).rejects.toMatchObject({
		reason: 'wrong-sum',
	})
})

test('what is not available says why', async () => {
	await expect(kernelSource('6.13', context())).rejects.toMatchObject({ reason: 'not-found' })
	await expect(kernelSource('6.12', context(), { offline: true })).rejects.toMatchObject({
		reason: 'offline',
	})
	await tinyArchive()
	await writeFile(join(dir, 'sources.list'), '')
	await expect(kernelSource('6.12', context())).rejects.toMatchObject({
		reason: 'not-found',
		message: expect.stringContaining('linux-source-6.12=6.12.107-1') as string,
	})
})
