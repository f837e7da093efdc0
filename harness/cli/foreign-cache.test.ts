import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { services } from './services.ts'
import { cliInMemory } from './testing/fake-ambient.ts'

vi.setConfig({ testTimeout: 120_000 })

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'rm-foreign-'))))
afterEach(() => rm(dir, { recursive: true }))

/** All that has to do with the cache as it really is; what boots a VM, too, since it must not get that far. */
const { cacheDirectory, fetchPlan, runPlan, shell } = services
const real = { cacheDirectory, fetchPlan, runPlan, shell }

const cell = 'k6.12-loaded-docker26.1-slirp4netns-builtin-default'

it.each([
	'images ls',
	'images verify',
	'images gc --delete',
	'plan --preset quick',
	'fetch --preset quick',
	'run --preset quick --offline --yes --runs-dir RUNS',
	'repro debian:6.12 --docker 26.1 --runs-dir RUNS',
	`shell ${cell} --offline`,
	'doctor',
])('%s refuses a cache that everybody may write to, before it reads or writes anything', async (line) => {
	const cache = join(dir, 'cache')
	await mkdir(cache)
	await chmod(cache, 0o1777)
	const argv = line.replace('RUNS', join(dir, 'runs')).split(' ')
	const { code, stderr } = await cliInMemory(argv, real, { ROOTLESS_MATRIX_CACHE: cache })
	expect(stderr).toContain(`rootless-matrix: Everybody may write to the cache ${cache}`)
	expect(code).toBe(2)
	expect(await readdir(cache)).toEqual([])
})
