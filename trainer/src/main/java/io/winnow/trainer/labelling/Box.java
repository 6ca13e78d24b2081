package io.winnow.trainer.labelling;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * An upright rectangle in an image, in pixels. In JSON, it is the list of its four numbers.
 *
 * @param x left edge
 * @param y top edge
 */
public record Box(double x, double y, double width, double height) {
    /** Sides of boxes, in pixels, below which nothing is seen in them. */
    private static final double LEAST_SIDE = 0.5;

    /** Returns the box of a list of left, top, width and height. */
    @JsonCreator
    static Box of(List<Double> numbers) {
        if (numbers.size() != 4) {
            throw new IllegalArgumentException("A box has four numbers, found " + numbers.size() + ".");
        }
        return new Box(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3));
    }

    /** Returns the box of a JSON list of left, top, width and height; empty if it is no such list, or a box without an area. */
    public static Optional<Box> find(JsonNode list) {
        if (!list.isArray() || list.size() != 4) {
            return Optional.empty();
        }
        for (JsonNode number : list) {
            if (!number.isNumber()) {
                return Optional.empty();
            }
        }
        return Optional.of(new Box(
                        list.get(0).asDouble(),
                        list.get(1).asDouble(),
                        list.get(2).asDouble(),
                        list.get(3).asDouble()))
                .filter(Box::hasArea);
    }

    /** Whether its edges are finite numbers and its sides are above 0. */
    public boolean hasArea() {
        return numbers().stream().allMatch(Double::isFinite) && width > 0 && height > 0;
    }

    /** Returns left, top, width and height. */
    @JsonValue
    public List<Double> numbers() {
        return List.of(x, y, width, height);
    }

    /** Returns the smallest upright box that contains points. */
    static Box around(double[][] points) {
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (double[] point : points) {
            left = Math.min(left, point[0]);
            right = Math.max(right, point[0]);
            top = Math.min(top, point[1]);
            bottom = Math.max(bottom, point[1]);
        }
        return new Box(left, top, right - left, bottom - top);
    }

    /**
     * Returns the smallest upright box that contains this one, turned clockwise about a point.
     *
     * @param degrees angle
     */
    Box turned(double degrees, double aboutX, double aboutY) {
        if (degrees == 0) {
            return this;
        }
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        double[][] corners = {{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}};
        double[][] turned = new double[corners.length][];
        for (int i = 0; i < corners.length; i++) {
            double dx = corners[i][0] - aboutX;
            double dy = corners[i][1] - aboutY;
            // The y axis points down, so this is clockwise.
            turned[i] = new double[] {aboutX + cos * dx - sin * dy, aboutY + sin * dx + cos * dy};
        }
        return around(turned);
    }

    /** Returns the smallest upright box that contains this one, turned clockwise about its center. */
    Box turned(double degrees) {
        return turned(degrees, x + width / 2, y + height / 2);
    }

    /** Returns the part of it that lies in an image. */
    public Box within(int imageWidth, int imageHeight) {
        if (x >= 0 && y >= 0 && x + width <= imageWidth && y + height <= imageHeight) {
            return this;
        }
        double left = Math.max(x, 0);
        double top = Math.max(y, 0);
        return new Box(left, top, Math.min(x + width, imageWidth) - left, Math.min(y + height, imageHeight) - top);
    }

    /** Whether at least half a pixel of it lies in an image. */
    public boolean isIn(int imageWidth, int imageHeight) {
        return Math.min(x + width, imageWidth) - Math.max(x, 0) >= LEAST_SIDE
                && Math.min(y + height, imageHeight) - Math.max(y, 0) >= LEAST_SIDE;
    }
}
