import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { partContext } from '../fixtures/part-context.ts'
import { builtKernel, type BuiltKernelRequest } from './built-kernel.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'built-kernel-'))))
afterEach(() => rm(dir, { recursive: true }))

const obtain = (request: BuiltKernelRequest) => builtKernel(request, { ...partContext(dir), baseDir: dir })

test.runIf(process.arch === 'x64')(
	'what cannot be built is refused before a source is looked for',
	async () => {
		await expect(obtain({ series: '6.1', without: ['ip-tables'] })).rejects.toMatchObject({
			reason: 'unsupported',
			message: 'Linux 6.1 has no xt_ extensions without ip_tables. Expected Linux 6.10 or newer.',
		})
		await writeFile(join(dir, 'my.config'), 'CONFIG_VETH=m\n')
		const fragment = { path: 'my.config', sha256: 'a'.repeat(64) }
		await expect(obtain({ series: '6.12', without: [], fragment })).rejects.toMatchObject({
			reason: 'wrong-sum',
			message: expect.stringContaining(join(dir, 'my.config')) as string,
		})
	},
)
