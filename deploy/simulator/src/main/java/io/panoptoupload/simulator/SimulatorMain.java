package io.panoptoupload.simulator;

/** Where the executable jar begins. */
public final class SimulatorMain {
    private SimulatorMain() {}

    public static void main(String[] args) {}
}
