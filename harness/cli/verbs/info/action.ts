import type { Command } from 'commander'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { arch, availableParallelism, release, totalmem } from 'node:os'
import { ownSources } from '#harness/sources'
import { configVariable, foundVariable, plugins } from '#results/plugins'
import type { Context } from '../../context.ts'
import { refuse, strayWords } from '../../usage.ts'
import { oneLine } from '../../view/one-line.ts'
import type { InfoFlags } from './command.ts'

/** Programs whose versions explain how a run went. */
const tools = ['qemu-system-x86_64', 'limactl', 'mmdebstrap', 'mke2fs', 'zstd', 'git']

export async function infoAction(flags: InfoFlags, command: Command, context: Context): Promise<void> {
	refuse(command, strayWords(command))
	const { env, version, services, stdout, foundConfig } = context
	const facts: Record<string, string> = {
		'rootless-matrix': `${version} (sources ${await ownSources()})`,
		node: process.version,
		system: await systemName(),
		kernel: `${release()} ${arch()}`,
		processors: String(availableParallelism()),
		memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
		kvm: existsSync('/dev/kvm') ? '/dev/kvm is there' : 'no /dev/kvm',
		root: services.isRoot ? 'yes' : 'no',
	}
	for (const tool of tools) {
		// mke2fs knows no --version.
		const flag = tool === 'mke2fs' ? '-V' : '--version'
		const ended = await services.runProgram([tool, flag], {
			deadline: 20_000,
			signal: context.interrupts.signal,
		})
		facts[tool] = ended.state === 'ended' ? oneLine(ended.output.trim().split('\n')[0] ?? '') : 'not there'
	}
	facts.variables =
		Object.keys(env)
			.filter((name) => /^(ROOTLESS_MATRIX_|CI$|NO_COLOR$)/.test(name) && env[name])
			.filter((name) => !(foundConfig && [configVariable, foundVariable].includes(name)))
			.sort()
			.join(' ') || 'none'
	facts.configuration = !env[configVariable]
		? 'none'
		: foundConfig
			? 'found in this directory or above'
			: `set by ${configVariable}`
	facts['plug-ins'] = plugins.map(({ name }) => name).join(' ') || 'none'
	if (flags.json) stdout.write(`${JSON.stringify(facts, null, '\t')}\n`)
	else for (const [name, value] of Object.entries(facts)) stdout.write(`${`${name}:`.padEnd(21)}${value}\n`)
}

async function systemName(): Promise<string> {
	const text = await readFile('/etc/os-release', 'utf8').catch(() => '')
	return /^PRETTY_NAME="?([^"\n]*)/m.exec(text)?.[1] ?? process.platform
}
