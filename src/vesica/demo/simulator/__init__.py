"""A simulated organisation whose truth is known: its exports, and what lies behind them."""

from vesica.demo.simulator.presets import PRESETS, Preset, Route
from vesica.demo.simulator.run import SimulationReport, TruthFigures, simulate

__all__ = ["PRESETS", "Preset", "Route", "SimulationReport", "TruthFigures", "simulate"]
