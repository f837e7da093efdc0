import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cliInMemory as cli } from '../../testing/fake-ambient.ts'

it('explains a bundle in Chinese where it is asked to, its kernel as well', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'rm-explain-'))
	const bundle = join(dir, 'bundle.txt')
	const off = Array.from({ length: 300 }, (_, index) => `CONFIG_OFF_${index}`)
	const lines = [
		...['== kernel', '| Linux 6.12.0-55.el10.x86_64 #1 SMP x86_64'],
		...['== programs', '| dockerd: Docker version 27.5.1, build 1', '| pasta: pasta 2025_05_03'],
		...['== config', '| # Linux/x86 6.12.0 Kernel Configuration', '| CONFIG_USER_NS=y', '| CONFIG_BRIDGE=m'],
		...off.map((name) => `| # ${name} is not set`),
	]
	await writeFile(bundle, ['rootless-matrix bundle 1', ...lines, ''].join('\n'))
	const { code, stdout, stderr } = await cli(['explain', bundle, '--lang', 'zh'])
	await rm(dir, { recursive: true })
	expect([code, stderr]).toEqual([0, ''])
	expect(stdout).toContain('无法在此运行客户机')
	expect(stdout).toContain('未设置 CONFIG_BLK_DEV_INITRD：虚拟机从 initrd 启动')
	expect(stdout).toContain('RootlessKit 无法创建 tap0')
	expect(stdout).toContain('→ 未编译（未设置 CONFIG_TUN）')
	// Sentences of the table and of the plan for a VM; what a daemon says stays as it is.
	const english = stdout
		.split('\n')
		.filter((line) => /\b(?:is not set|is built|the VM|cannot make|Not built)\b/.test(line))
	expect(english).toEqual([])
}, 120_000)

it.each([
	['explain', 'is no bundle of `collect`'],
	['validate', 'is a pipe that nobody writes to'],
	['plan --matrix', 'is a pipe that nobody writes to'],
	['watch-upstream --matrix', 'it is a pipe'],
])('%s of a pipe without a writer ends with a sentence', async (verb, said) => {
	const dir = await mkdtemp(join(tmpdir(), 'rm-pipe-'))
	execFileSync('mkfifo', [join(dir, 'pipe')])
	const { code, stderr } = await cli([...verb.split(' '), join(dir, 'pipe')])
	await rm(dir, { recursive: true })
	expect(code).toBe(2)
	expect(stderr).toContain(said)
})
