export { type FakeCells, runFakeCells, threeCells } from './fake-cells.ts'
export { fakeCellArtifacts, fakeSource, fakeSuites, refusing } from './fake-source.ts'
