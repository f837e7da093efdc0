import { readFileSync } from 'node:fs'
import { start } from '../../cli/start.ts'
import { serve } from './serve.ts'
import { fakeServices } from './services.ts'
import type { FakeSetup } from './setup.ts'

// The product's command line as a process, with fakes for what it cannot have here; or one that is told its command lines.
if (process.send) serve()
else {
	const setup = JSON.parse(readFileSync(process.env['RM_FAULTS'] ?? '', 'utf8')) as FakeSetup
	if (setup.clockStepMs !== undefined) stepClockAtSignal(setup.clockStepMs)
	await start({ services: fakeServices(setup) })
}

function stepClockAtSignal(stepMs: number): void {
	const RealDate = Date
	const now = Date.now.bind(Date)
	let offset = 0
	process.on('SIGUSR2', () => void (offset += stepMs))
	globalThis.Date = class extends RealDate {
		constructor(...args: readonly unknown[]) {
			if (args.length === 0) super(now() + offset)
			else super(...(args as [number]))
		}
		static override now = () => now() + offset
	} as DateConstructor
}
