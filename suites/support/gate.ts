import { BroadcastChannel } from 'node:worker_threads'
import type { CellFacts } from './cell-facts.ts'
import { gateChannel } from './gate-channel.ts'
// For its modules: reading them takes seconds, which pass while there is no cell to ask about yet.
import './world.ts'

declare global {
	// One for all suite files, whichever of them vitest loads this for.
	var rootlessMatrixCell: CellFacts | undefined
}

globalThis.rootlessMatrixCell ??= await new Promise<CellFacts>((resolve) => {
	const channel = new BroadcastChannel(gateChannel)
	channel.onmessage = (message) => {
		channel.close()
		resolve((message as { data: CellFacts }).data)
	}
	channel.postMessage('ask')
})
