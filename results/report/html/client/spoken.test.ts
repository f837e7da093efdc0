import { expect, it } from 'vitest'
import { foldEvents } from '../../../fold/index.ts'
import { quickRun } from '../../testing/example-quick.ts'
import { languages } from '../../words/catalogue/languages.js'
import { pageData } from '../build-page.ts'
import { checkLetters } from './model/model.js'
import { selected } from './model/select.js'
import { spokenIn } from './model/spoken.js'
import { readView, writeView } from './model/view-state.js'

const data = pageData(foldEvents(quickRun()))

it('an address says values as they are recorded, in whatever language they are read', () => {
	const spoken = spokenIn(data, languages.zh)
	expect(spoken.axes.find(({ name }) => name === 'brNetfilter')?.values).toEqual(['不存在', '已加载'])
	const view = readView('#brNetfilter=absent&network=slirp4netns', spoken)
	expect(view.axes).toEqual({ brNetfilter: '不存在', network: 'slirp4netns' })
	expect(selected(spoken, view)).toEqual(
		selected(data, readView('#brNetfilter=absent&network=slirp4netns', data)),
	)
	expect(writeView(view, spoken)).toBe('#brNetfilter=absent&network=slirp4netns')
})

it('what passed where no daemon runs is counted apart', () => {
	const refusing = data.cells.filter(({ verdict }) => verdict === 'r')
	expect(refusing.map(({ down }) => down)).toEqual([true])
	expect(checkLetters(refusing)).toEqual({ letters: 's'.repeat(16), idle: 2 })
	const { letters, idle } = checkLetters(data.cells)
	expect([letters.length + idle, idle]).toEqual([108, 2])
})
