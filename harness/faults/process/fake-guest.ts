import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { VmSpec } from '#vm'
import type { FakeSetup } from './setup.ts'
import { artifactText } from './setup.ts'

/** What a VM was made of when it started. */
interface Machine {
	/** Names of the parts in its disks. */
	readonly parts: readonly string[]
	/** Whether every disk, and the memory it was restored from, is as it was made: else it behaves differently. */
	readonly whole: boolean
}

const machines = new WeakMap<VmSpec, Machine>()

function machineOf(spec: VmSpec): Machine {
	const known = machines.get(spec)
	if (known) return known
	const disks = (spec.disks ?? []).flatMap((disk) => ('path' in disk && disk.path ? [disk.path] : []))
	const texts = [spec.root.path, spec.vmlinuz, ...disks].map((path) => readFileSync(path, 'utf8'))
	const names = texts.map((text) => /^the artifact (\S+)\n/.exec(text)?.[1] ?? 'unknown')
	const memory = spec.restore === undefined ? undefined : readFileSync(join(spec.restore, 'memory'), 'utf8')
	const machine = {
		parts: names.filter((name) => /^(docker|network)-/.test(name)),
		whole:
			texts.every((text, index) => text === artifactText(names[index] ?? '')) &&
			(memory === undefined || /^the memory of [^\n]+\n$/.test(memory)),
	}
	machines.set(spec, machine)
	return machine
}

/** What a check comes to in a machine: `egress.tcp` fails with Docker 28, and each is the other way round in one that was altered. */
function passes(check: string, { parts, whole }: Machine): boolean {
	const good = !(check === 'egress.tcp' && parts.some((name) => name.startsWith('docker-debian-28')))
	return whole ? good : !good
}

const version = (part: string): string => part.replace(/^\w+-\w+-/, '').replaceAll('-', '.')

/** A fake of the guest's own commands and of its daemon. */
export function fakeGuest({ paceMs }: FakeSetup) {
	const answer = async (command: string, spec: VmSpec) => {
		await sleep(paceMs)
		const { parts } = machineOf(spec)
		if (command.includes('is-active')) return { stdout: 'active\n' }
		if (command.includes('report-stack')) {
			const line = (part: string, program: string, says: string) =>
				`${program}\trunning\t/opt/stacks/${part}/bin/${program}\t${says}`
			const lines = parts.flatMap((part) => {
				if (!part.startsWith('docker')) return [line(part, 'pasta', `pasta ${version(part)}`)]
				const says = `Docker version ${version(part)}, build 0`
				const containerd = line(part, 'containerd', 'containerd fake 1.7.24 0')
				const runc = line(part, 'runc', 'runc version 1.1.15')
				return [line(part, 'dockerd', says), line(part, 'docker', says), containerd, runc]
			})
			return { stdout: `${lines.join('\n')}\n` }
		}
		if (command.includes('/journal')) return { stdout: 'dockerd: ready\n' }
		return {}
	}
	const daemons = new WeakMap<VmSpec, string>()
	const socket = (_path: string, spec: VmSpec): string => {
		const known = daemons.get(spec)
		if (known !== undefined) return known
		// An abstract name, which leaves no file behind when this process is killed.
		const name = `\0rm-fake-docker-${process.pid}-${randomBytes(6).toString('hex')}`
		const serve = (request: IncomingMessage, response: ServerResponse) => {
			request.resume().on('end', () => {
				const body = request.url?.startsWith('/images/load')
					? { stream: 'Loaded image: probe' }
					: { pass: passes(basename(request.url ?? ''), machineOf(spec)) }
				setTimeout(() => response.end(JSON.stringify(body)), paceMs)
			})
		}
		createServer(serve).listen(name).unref()
		daemons.set(spec, name)
		return name
	}
	return { answer, socket }
}
