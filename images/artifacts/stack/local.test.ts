import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type BuildRequest, Cache } from '../cache.ts'
import { filesOf, modesOf, partContext } from '../fixtures/part-context.ts'
import { fakeElf, fakeRelease, fakeScript } from '../fixtures/tarball.ts'
import { sha256OfFile } from '../sum.ts'
import { localDocker, localRootlessKit } from './local.ts'
import type { PartContext } from './part.ts'

let dir: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'upstream-test-'))
})
afterEach(() => rm(dir, { recursive: true }))

const context = (more?: Partial<PartContext>) => partContext(dir, more)

describe('local', () => {
	const put = async (files: Readonly<Record<string, Buffer>>, at: (name: string) => string) => {
		for (const [name, content] of Object.entries(files)) {
			const path = join(dir, 'mine', at(name))
			await mkdir(join(path, '..'), { recursive: true })
			await writeFile(path, content)
		}
	}
	const all = () => {
		const { docker, extras } = fakeRelease('mine')
		return { ...docker, ...extras }
	}
	const base = (name: string) => name.split('/').at(-1) ?? ''

	test.each<[string, (name: string) => string]>([
		['side by side', base],
		['as upstream’s tarballs unpack', (name) => name],
		['as Debian lays them out', (name) => `usr/${base(name) === 'dockerd' ? 'sbin' : 'bin'}/${base(name)}`],
	])('takes binaries %s, with the sum of each', async (_, at) => {
		await put(all(), at)
		const docker = await localDocker(join(dir, 'mine'), context())
		expect(docker).toMatchObject({ directory: 'docker-local', program: 'dockerd', version: '' })
		const path = join(dir, 'mine', at('docker/dockerd'))
		expect(docker.origins[0]).toEqual({
			part: 'dockerd',
			provider: 'local',
			version: 'local',
			source: `local:${at('docker/dockerd')}`,
			sha256: await sha256OfFile(path),
		})
		expect(filesOf(docker, '/bin')).toHaveLength(11)
		expect(filesOf(await localRootlessKit(join(dir, 'mine'), context()), '/bin')).toEqual(['rootlesskit'])
	})

	test('sees that a binary was built anew', async () => {
		await put(all(), base)
		const first = await localDocker(join(dir, 'mine'), context())
		await writeFile(join(dir, 'mine/dockerd'), fakeElf('x86_64', 'newer'))
		expect((await localDocker(join(dir, 'mine'), context())).image).not.toBe(first.image)
	})

	test('is built anew with other code', async () => {
		await put(all(), base)
		const built = async (code: string) =>
			(await localDocker(join(dir, 'mine'), context({ codeOf: async (what) => `${what} ${code}` }))).image
		const first = await built('1')
		expect(await built('1')).toBe(first)
		expect(await built('2')).not.toBe(first)
	})

	test('records what the guest runs, though the build changes while it is read', async () => {
		await put(all(), base)
		const dockerd = join(dir, 'mine/dockerd')
		const before = await sha256OfFile(dockerd)
		class Slow extends Cache {
			override async entry(request: BuildRequest) {
				await writeFile(dockerd, fakeElf('x86_64', 'newer'))
				return super.entry(request)
			}
		}
		const part = await localDocker(join(dir, 'mine'), context({ cache: new Slow(join(dir, 'cache')) }))
		const out = join(dir, 'dockerd-of-the-guest')
		execFileSync('debugfs', ['-R', `dump /bin/dockerd ${out}`, part.image], { stdio: 'ignore' })
		expect(part.origins.find((one) => one.part === 'dockerd')?.sha256).toBe(before)
		expect(await sha256OfFile(out)).toBe(before)
	})

	test('is open to the guest’s user, whatever the umask of whoever built it', async () => {
		await put({ ...all(), 'docker/docker-buildx': fakeElf('x86_64') }, base)
		const before = process.umask(0o077)
		try {
			const docker = await localDocker(join(dir, 'mine'), context())
			expect(modesOf(docker, '/')).toEqual({ '.': '040755', bin: '040755', 'cli-plugins': '040755' })
			expect(modesOf(docker, '/bin')).toMatchObject({ '.': '040755', dockerd: '100755' })
			expect(modesOf(docker, '/cli-plugins')).toMatchObject({ 'docker-buildx': '100755' })
		} finally {
			process.umask(before)
		}
	})

	test('names what it misses, where it looked and what is there', async () => {
		await put({ runc: fakeElf('x86_64'), 'README.md': fakeScript }, base)
		await expect(localDocker(join(dir, 'mine'), context())).rejects.toMatchObject({
			reason: 'missing-program',
			message: expect.stringMatching(
				/mine has no dockerd, docker, containerd, .*; found README.md, runc\.$/,
			) as string,
		})
		await expect(localDocker(join(dir, 'none'), context())).rejects.toThrow('none is not there')
	})

	test('refuses what is no program', async () => {
		await put({ ...all(), 'docker/runc': Buffer.from('v1.2.3') }, base)
		await expect(localDocker(join(dir, 'mine'), context())).rejects.toThrow(
			'neither an ELF program nor a script',
		)
	})
})
